/**
 * The samples of docs/guide.md, docs/migrating-from-go.md and of the package pages, as they stand there: between {@code //
 * guide: ...} and {@code // end}. {@link io.simpleipc.guide.PagesTest} compares, {@link io.simpleipc.guide.GuideTest},
 * {@link io.simpleipc.guide.FromGoTest} and {@link io.simpleipc.guide.GuideIT} run them.
 */
package io.simpleipc.guide;
