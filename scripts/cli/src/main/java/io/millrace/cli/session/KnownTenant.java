package io.millrace.cli.session;

import io.millrace.core.document.DocumentKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** So far there is one tenant; another one is wrong usage, and not silently the first. */
final class KnownTenant implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
        if (!value.isEmpty() && !value.equals(DocumentKey.DEFAULT_TENANT)) {
            throw new TypeConversionException("there is no tenant '" + value + "': this version has one, 'default'");
        }
        return value;
    }
}
