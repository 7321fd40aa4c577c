/** What tests need to run layers on their own and to compare them with numbers from elsewhere. */
package org.tfpipeline.model.reference;
