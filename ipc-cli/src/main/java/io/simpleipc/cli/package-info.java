/**
 * The {@code ipc} command. {@link io.simpleipc.cli.Main} reads the command line; {@code Demo} directs a play of real
 * processes, each of which is a {@code DemoMember}.
 */
@NullMarked
package io.simpleipc.cli;

import org.jspecify.annotations.NullMarked;
