/** Named resource variables: how every weight is created, initialised and called. */
package org.tfpipeline.model.variables;
