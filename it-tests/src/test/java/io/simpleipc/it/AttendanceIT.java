package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.it.Moment.What;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of who was at an address finds two listeners and three that are joined, and accuses nobody else. */
class AttendanceIT {
    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** One moment after the other, each {@code process, what, peer}: l listens, j is joined with, x has lost, g goes. */
    @ParameterizedTest
    @CsvSource({
        "1l 2l, processes [1 2] listened at once",
        "1l 1l 1g 2l, ''",
        "1g 1l 2l, ''",
        "1l 1j2 2j1 1x 2x 3l, processes [1 3] listened at once",
        "1l 1j2 2j1 2g 1x 1l 1j3 3j1, ''",
        "1l 1j2 2j1 1j3 3j1, processes [1 2 3] were joined at once",
        "1l 1j2 2j1 3j2 2j3, processes [1 2 3] were joined at once",
        "1j2 2j1 3j4 4j3, processes [1 2 3 4] were joined at once",
        "1l 1j2 2j1 1x 3j1 1j3 2x, ''",
        "1l 1j2 2j1 1g 3l 3j4 4j3 2x, ''",
        "1j2 2j1 1g 3j4 4j3, ''",
        "1j2 3j4 4j3, ''",
        "1j2 2j1 1x 2x 1j2 2j1 3j2 2j3, processes [1 2 3] were joined at once",
    })
    void theJudgeKnowsACrowdWhenItSeesOne(String script, String lie) {
        var moments = new TreeMap<Long, List<Moment>>();
        long nanos = 0;
        for (var word : script.split(" ")) {
            long pid = word.charAt(0) - '0';
            var what = What.values()["ljxg".indexOf(word.charAt(1))];
            long peer = word.length() > 2 ? word.charAt(2) - '0' : 0;
            moments.computeIfAbsent(pid, ignored -> new ArrayList<>()).add(new Moment(++nanos, what, peer));
        }
        var attendance = new Attendance();
        moments.forEach(attendance::add);
        assertThat(attendance.lies().stream().map(found -> found.replace(",", "")))
                .isEqualTo(lie.isEmpty() ? List.of() : List.of(lie));
    }

    /** Two pairs, each at its own address, of which is said that it is the same. */
    @Test
    void twoPairsAtOneAddressAreFoundInWhatTheirProcessesSay() {
        var history = new History();
        try (var here = Address.unix();
                var there = Address.unix()) {
            for (var address : List.of(here, there)) {
                assertThat(history.lies()).isEmpty();
                var pair = Pair.join(address, jvms.start(), jvms.start());
                pair.server().awaitEvent("connected");
                pair.client().awaitEvent("connected");
                history.attended(List.of(pair.server(), pair.client()));
            }
            assertThat(history.lies()).hasSize(2);
            assertThat(history.lies().get(0)).contains("listened at once");
            assertThat(history.lies().get(1)).contains("were joined at once");
        }
    }
}
