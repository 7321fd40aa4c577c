package org.tfpipeline.tools.inspect;

/**
 * How often objects of a class occur.
 *
 * @param label its number
 * @param text its name, empty if the records name none
 * @param count its objects
 * @param difficult how many of them evaluations should pass over
 * @param crowd how many of them are groups that could not be told apart
 */
public record ObjectCount(long label, String text, long count, long difficult, long crowd) {

  ObjectCount plus(boolean isDifficult, boolean isCrowd) {
    return new ObjectCount(
        label, text, count + 1, difficult + (isDifficult ? 1 : 0), crowd + (isCrowd ? 1 : 0));
  }
}
