package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | The water of a mill race turns the wheel only while it flows, and then the wheel turns the stone that grinds the corn of the village.
            de | Das Wasser des Mühlbachs treibt das Rad nur an, solange es fließt, und dann dreht das Rad den Stein, der das Korn des Dorfes mahlt.
            fr | L'eau du bief ne fait tourner la roue que tant qu'elle coule, puis la roue fait tourner la pierre qui moud le grain du village.
            es | El agua del canal mueve la rueda solo mientras fluye, y luego la rueda mueve la piedra que muele el grano de la gente del pueblo.
            it | L'acqua della gora fa girare la ruota solo finché scorre, e poi la ruota fa girare la pietra che macina il grano della gente del paese.
            nl | Het water van de molenbeek draait het rad alleen zolang het stroomt, en dan draait het rad de steen die het graan van het dorp maalt.
            ru | Вода мельничного лотка вращает колесо только пока она течёт, и тогда колесо вращает камень, который мелет зерно для всей нашей деревни и не только.
            ja | 水車の水は流れている間だけ車輪を回し、車輪は石を回します。
            ko | 물레방아의 물은 흐르는 동안에만 바퀴를 돌리고 바퀴는 돌을 돌립니다.
            el | Το νερό του μύλου γυρίζει τον τροχό μόνο όσο κυλάει.
            """)
    void tellsALanguageByAFewSentences(String language, String text) {
        assertThat(Languages.of(text)).contains(language);
    }

    @Test
    void saysNothingOfShortTextsTablesAndLanguagesItDoesNotKnow() {
        assertThat(Languages.of("The mill")).isEmpty();
        assertThat(Languages.of("a b c 1 2 3 ".repeat(50))).isEmpty();
        assertThat(
                        Languages.of(
                                "Woda z młynówki obraca koło tylko dopóki płynie, a potem koło obraca kamień, który miele zboże dla całej wsi i okolic."))
                .isEmpty();
    }
}
