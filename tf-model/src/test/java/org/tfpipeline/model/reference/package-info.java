/** Numbers of the official code, and what tests need to compare layers with them. */
package org.tfpipeline.model.reference;
