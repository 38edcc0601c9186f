package io.millrace.images;

/** Stands in for the module knative/images, where a test starts it as a process: says what was asked, and that it was done. */
public final class ImagesMain {

    private ImagesMain() {}

    /** Argument: what to do, as JSON. */
    public static void main(String[] arguments) {
        System.out.println(
                arguments[0].contains("\"action\":\"layouts\"")
                        ? "{\"result\":{\"layouts\":\"/layouts\"}}"
                        : "{\"result\":{\"functions\":[{\"name\":\"intake\",\"medianMillis\":7}],\"starts\":2}}");
    }
}
