package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;

/** One subcommand. Args4j fills its annotated fields before {@link #run} is called. */
interface Command {

  /**
   * Objects with annotated fields of their own, which args4j fills too: flags that commands share.
   */
  default ImmutableList<Object> sharedFlags() {
    return ImmutableList.of();
  }

  /**
   * Does the work.
   *
   * @return the exit status of the process: 0 on success, 1 on failure
   * @throws UsageException when the flags make no sense together
   * @throws Exception on failure; its message is one sentence for the user
   */
  int run(Console console) throws Exception;
}
