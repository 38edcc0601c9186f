package io.millrace.cli.ingest;

import io.millrace.cli.session.Counted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Folders that are compared with all that is indexed from them. What is registered in them, by itself and behind something that is passed over, is not looked at, so nothing of it counts as gone. Nor does
 * what was in a registered folder that has nothing in it now, such as one that is not mounted.
 *
 * @param uris theirs, each with a slash at its end
 * @param own uris of the folders that were passed over since Millrace keeps its own things in them
 * @param emptied whether what was in a folder that has nothing in it now counts as gone
 */
record ComparedFolders(List<String> uris, List<String> own, boolean emptied) {

    ComparedFolders {
        uris = List.copyOf(uris);
        own = List.copyOf(own);
    }

    ComparedFolders(Collection<Path> folders, Collection<Path> own, boolean emptied) {
        this(folderUris(folders), folderUris(own), emptied);
    }

    /**
     * @param gone uris of documents to be removed
     * @param kept folders that must be asked about first
     */
    record Verdict(List<String> gone, List<Rejected> kept) {

        Verdict {
            gone = List.copyOf(gone);
            kept = List.copyOf(kept);
        }
    }

    /**
     * @param missing uris of documents that were not found
     * @param there uris of the files that were found
     * @param registered uris of all that is registered
     */
    Verdict judge(Collection<String> missing, Set<String> there, Collection<String> registered) {
        List<String> places = Stream.concat(uris.stream(), registered.stream())
                .filter(place -> place.endsWith("/") || !isReached(place))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        List<String> gone = new ArrayList<>();
        Map<String, List<String>> byPlace = new TreeMap<>();
        for (String uri : missing) {
            // A file that was named has no place among these.
            String place = places.stream()
                    .filter(each -> each.endsWith("/") ? uri.startsWith(each) : uri.equals(each))
                    .filter(each -> uris.stream().anyMatch(each::startsWith))
                    .findFirst()
                    .orElse("");
            byPlace.computeIfAbsent(place, _ -> new ArrayList<>()).add(uri);
        }
        List<Rejected> kept = new ArrayList<>();
        byPlace.forEach((place, documents) -> {
            if (place.isEmpty()
                    || (isReached(place) && (emptied || there.stream().anyMatch(uri -> uri.startsWith(place))))) {
                gone.addAll(documents);
            } else if (isReached(place)) {
                kept.add(kept(place, documents.size()));
            }
        });
        return new Verdict(gone, kept);
    }

    private static Rejected kept(String folder, int documents) {
        return new Rejected(
                folder,
                "folder-emptied",
                "nothing is there now, but " + Counted.of(documents, "document") + (documents == 1 ? " is" : " are")
                        + " indexed from it: see whether its disk is mounted; to remove what was there, ingest it with --emptied");
    }

    /** Whether a look through the folders comes there. */
    private boolean isReached(String place) {
        return uris.stream()
                .anyMatch(folder -> place.startsWith(folder)
                        && !("/" + place.substring(folder.length())).contains("/.")
                        && own.stream().noneMatch(each -> each.startsWith(folder) && place.startsWith(each)));
    }

    private static List<String> folderUris(Collection<Path> folders) {
        return folders.stream()
                .map(FileUri::of)
                .map(uri -> uri.endsWith("/") ? uri : uri + "/")
                .toList();
    }
}
