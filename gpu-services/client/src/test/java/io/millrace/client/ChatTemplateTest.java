package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As the models' own templates (tokenizer_config.json) give it, without the token that begins all. */
class ChatTemplateTest {

    private static final List<Message> TALK = List.of(
            new Message(Role.SYSTEM, "Be brief."),
            new Message(Role.USER, "Hi"),
            new Message(Role.ASSISTANT, "Hello"),
            new Message(Role.USER, "Why?"));

    @Test
    void chatml() {
        assertThat(ChatTemplate.CHATML.prompt(TALK))
                .isEqualTo(
                        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void qwen3() {
        assertThat(ChatTemplate.QWEN_3.prompt(TALK.subList(1, 2)))
                .isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n");
    }

    @Test
    void llama3() {
        assertThat(ChatTemplate.LLAMA_3.prompt(TALK.subList(0, 2)))
                .isEqualTo(
                        "<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void mistral() {
        assertThat(ChatTemplate.MISTRAL.prompt(TALK))
                .isEqualTo("[INST] Hi[/INST] Hello</s>[INST] Be brief.\n\nWhy?[/INST]");
    }
}
