/**
 * Makes the files that a spec names: {@link io.simpleipc.cli.files.NewFiles} puts them in place whole and private, the
 * others say what is in them.
 */
@NullMarked
package io.simpleipc.cli.files;

import org.jspecify.annotations.NullMarked;
