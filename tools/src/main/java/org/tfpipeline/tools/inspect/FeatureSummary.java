package org.tfpipeline.tools.inspect;

/**
 * A feature over all records.
 *
 * @param name such as {@code image/encoded}
 * @param type {@code bytes}, {@code float} or {@code int64}; several, with slashes, if records
 *     disagree
 * @param records how many have it
 * @param fewestValues the least values one of them has
 * @param mostValues the most
 * @param example its value in the first record that has it, for reading
 */
public record FeatureSummary(
    String name, String type, long records, int fewestValues, int mostValues, String example) {}
