/** What training sees: the crops of images on one page, and what was drawn for each of them. */
package org.tfpipeline.tools.preview;
