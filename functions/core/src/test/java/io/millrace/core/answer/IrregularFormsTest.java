package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IrregularFormsTest {

    @Test
    void bringsFormsToTheirBase() {
        assertThat(IrregularForms.stems("When did it begin?").getLast())
                .isEqualTo(IrregularForms.stems("It began").getLast());
        assertThat(IrregularForms.stems("died")).isEqualTo(IrregularForms.stems("die"));
        assertThat(IrregularForms.stems("the children")).isEqualTo(IrregularForms.stems("a child"));
    }

    @Test
    void leavesOthersAsTheyAre() {
        assertThat(IrregularForms.base("condens")).isEqualTo("condens");
        assertThat(IrregularForms.stems("Watt patented condensers")).containsExactly("watt", "patent", "condens");
    }

    @Test
    void aBaseFormIsNoFormOfAnother() {
        assertThat(IrregularForms.base("find")).isEqualTo("find");
        assertThat(IrregularForms.base("lai")).isEqualTo("lai");
    }
}
