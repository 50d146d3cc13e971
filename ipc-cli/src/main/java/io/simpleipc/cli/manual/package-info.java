/** What a packager takes along: man pages and completion for shells, made of the commands themselves. */
@NullMarked
package io.simpleipc.cli.manual;

import org.jspecify.annotations.NullMarked;
