package org.tfpipeline.pipeline.interchange;

import java.util.Optional;

/**
 * A tensor of a file and the variable that takes it.
 *
 * @param tensor its name in the file
 * @param positions of a position embedding that does not fit as it is, the grid that it is of
 */
public record ImportMatch(ImportTarget target, String tensor, Optional<PositionGrid> positions) {}
