/**
 * Description and verification of TFRecord files: what is in them, and whether all of it is whole.
 */
package org.tfpipeline.tools.inspect;
