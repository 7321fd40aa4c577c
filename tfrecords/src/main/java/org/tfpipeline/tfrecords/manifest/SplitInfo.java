package org.tfpipeline.tfrecords.manifest;

import com.google.common.collect.ImmutableList;

/**
 * What {@code dataset_info.json} says of a split.
 *
 * @param name such as {@code train}
 * @param shardLengths records of each shard
 * @param bytes length of all records' data together
 */
public record SplitInfo(String name, ImmutableList<Long> shardLengths, long bytes) {}
