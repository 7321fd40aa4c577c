package org.tfpipeline.tools.inspect;

import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.Compression;

/**
 * One inspected file.
 *
 * @param file the file
 * @param compression absent if the file could not be opened
 * @param bytes its length on the disk
 * @param records intact ones, up to the first fault
 */
public record FileReport(Path file, Optional<Compression> compression, long bytes, long records) {}
