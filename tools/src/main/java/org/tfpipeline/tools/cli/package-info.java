/** The command line: one thin class a command, and what all of them share. */
package org.tfpipeline.tools.cli;
