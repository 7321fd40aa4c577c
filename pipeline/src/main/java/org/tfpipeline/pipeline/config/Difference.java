package org.tfpipeline.pipeline.config;

/**
 * A field in which two configurations differ.
 *
 * @param field its path, such as {@code data.batch_size}
 * @param here its value in the configuration asked
 * @param there its value in the other one; "nothing" where it is not set
 */
public record Difference(String field, String here, String there) {

  @Override
  public String toString() {
    return field + " is " + here + ", not " + there;
  }
}
