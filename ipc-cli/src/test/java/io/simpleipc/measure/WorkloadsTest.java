package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    @Test
    void eachIsFoundByItsName() {
        assertThat(Workloads.all()).extracting(Workload::name).doesNotHaveDuplicates();
        assertThat(Workloads.all())
                .allSatisfy(
                        workload -> assertThat(Workloads.named(workload.name())).isEqualTo(workload));
    }

    @Test
    void anUnknownOneIsAnErrorThatListsAll() {
        assertThatThrownBy(() -> Workloads.named("sequentail"))
                .hasMessageContaining("sequentail")
                .hasMessageContaining("sequential, sparse");
    }

    @Test
    void eachSubjectIsFoundByItsLabel() {
        for (var workload : Workloads.all()) {
            for (var subject : workload.subjects()) {
                assertThat(Subjects.labelled(subject.label()).label()).isEqualTo(subject.label());
            }
        }
        var all = new Ours(true, true, false, true);
        assertThat(Subjects.labelled(all.label())).isEqualTo(all);
        assertThatThrownBy(() -> Subjects.labelled("theirs")).hasMessageContaining("theirs");
    }

    @Test
    void oursComesFirstAndABareSocketIsBesideIt() {
        assertThat(Workloads.all())
                .allSatisfy(workload -> assertThat(workload.subjects()).first().isEqualTo(Ours.PLAIN));
        assertThat(Workloads.all())
                .filteredOn(Sliced.class::isInstance)
                .allSatisfy(workload ->
                        assertThat(workload.subjects()).map(Subject::label).contains("raw"));
        assertThat(List.of("sequential", "async16", "async64", "sparse"))
                .allSatisfy(name -> assertThat(Workloads.named(name).subjects())
                        .map(Subject::label)
                        .contains("hybrid"));
    }
}
