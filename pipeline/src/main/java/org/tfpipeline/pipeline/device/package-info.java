/** Which processor the steps of a command run on. */
package org.tfpipeline.pipeline.device;
