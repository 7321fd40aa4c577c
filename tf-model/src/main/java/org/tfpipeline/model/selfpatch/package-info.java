/** SelfPatch: neighbourhoods of patches, their aggregation, and the network around them. */
package org.tfpipeline.model.selfpatch;
