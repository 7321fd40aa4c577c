package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;

/**
 * What a collection holds.
 *
 * @param classes names of the classes, label 0 first; empty if it has none
 * @param splits names of the splits that folders make; empty if they make none
 * @param images in the order of their names
 * @param refusals images that lie where they cannot belong to the collection
 * @param passedOver files that are images neither by name nor by content
 */
record ImageCollection(
    ImmutableList<String> classes,
    ImmutableList<String> splits,
    ImmutableList<SourceImage> images,
    ImmutableList<Refusal> refusals,
    ImmutableList<String> passedOver) {}
