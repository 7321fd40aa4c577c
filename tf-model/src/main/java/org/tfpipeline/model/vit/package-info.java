/** The Vision Transformer without class token that SelfPatch trains. */
package org.tfpipeline.model.vit;
