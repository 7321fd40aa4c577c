package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * What a collection holds.
 *
 * @param kind what is known of the images
 * @param classes names of the classes, label 0 first; empty if it has none
 * @param splits names of the splits that folders make; empty if they make none
 * @param lists the lists that come with the collection and divide it, if there are any
 * @param images in the order of their names
 * @param refusals what cannot be converted and why
 * @param unnamed images that neither a list nor an annotation names, where these tell what counts
 * @param passedOver files that are no images
 */
record ImageCollection(
    CollectionKind kind,
    ImmutableList<String> classes,
    ImmutableList<String> splits,
    Optional<SplitLists> lists,
    ImmutableList<SourceImage> images,
    ImmutableList<Refusal> refusals,
    ImmutableList<String> unnamed,
    ImmutableList<String> passedOver) {}
