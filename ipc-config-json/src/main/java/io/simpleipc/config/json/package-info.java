/**
 * Specs as JSON documents. Found by name; not called directly.
 *
 * <pre>
 * text ── JsonText ──▶ Json, each value with its Place ── SpecReader (by Fields) ──▶ Spec
 * Spec ── SpecWriter ──▶ text
 * </pre>
 *
 * What a document holds is in docs/spec.md.
 */
@NullMarked
package io.simpleipc.config.json;

import org.jspecify.annotations.NullMarked;
