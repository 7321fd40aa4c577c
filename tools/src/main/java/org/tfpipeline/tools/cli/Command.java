package org.tfpipeline.tools.cli;

/** One subcommand. Args4j fills its annotated fields before {@link #run} is called. */
interface Command {

  /**
   * Does the work.
   *
   * @return the exit status of the process: 0 on success, 1 on failure
   * @throws Exception on failure; its message is one sentence for the user
   */
  int run(Console console) throws Exception;
}
