/**
 * Renders the cluster's manifests with Kustomize and judges every rendered object. A {@link io.millrace.manifests.Rule}
 * is one judgement; {@link io.millrace.manifests.RenderedManifestsTest} applies all of them to the overlay and
 * {@link io.millrace.manifests.BadManifestsTest} shows that each can fail.
 */
@NullMarked
package io.millrace.manifests;

import org.jspecify.annotations.NullMarked;
