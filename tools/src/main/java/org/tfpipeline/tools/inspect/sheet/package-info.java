/** Contact sheets: the images of records on one page, with their boxes and masks drawn. */
package org.tfpipeline.tools.inspect.sheet;
