package org.tfpipeline.tools.extract;

import org.tfpipeline.tools.convert.CollectionFormat;

/**
 * What a writer wrote, and how it lies.
 *
 * @param format in which it can be converted again
 * @param input what to convert, below the folder of the files
 * @param divided whether folders make the splits
 * @param images how many
 * @param objects how many boxes they have
 * @param masks how many masks of whole images there are
 * @param mostPixels of an image
 */
record Extracted(
    CollectionFormat format,
    String input,
    boolean divided,
    long images,
    long objects,
    long masks,
    long mostPixels) {}
