package org.tfpipeline.pipeline.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The features of a labelled collection.
 *
 * @param features one vector of length one an image
 * @param labels the class of each
 */
record LabelledFeatures(ImmutableList<ImmutableDoubleArray> features, ImmutableList<Long> labels) {}
