package io.millrace.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.contracts.ContractJson;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Makes Quarkus read and write JSON as the contracts do. */
@Singleton
class ContractJsonCustomizer implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        ContractJson.configure(mapper);
    }
}
