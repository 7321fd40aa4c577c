package org.tfpipeline.tools.extract;

import java.io.Closeable;
import java.io.IOException;

/** Writes records of one kind as files. */
interface FileWriter extends Closeable {

  /** Writes one record. */
  void write(String split, byte[] record) throws IOException;

  /** Writes what comes after the last record. */
  Extracted finish() throws IOException;
}
