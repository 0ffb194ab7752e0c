package dev.slipway.host.container;

/**
 * A path inside a container, taken apart as {@code docker cp} wants it: the last part is not followed when it is a link,
 * unless the path ends in a slash or in "/.", which ask for the folder behind it.
 *
 * @param folder to be opened in the root, without leading slash; the whole path when {@code isFolder}
 * @param name the last part, "." for the members of a folder, "/" for the root
 * @param isFolder whether {@code folder} is itself what is meant
 */
record InsidePath(String folder, String name, boolean isFolder) {
    static InsidePath of(String path) {
        String plain = path.replaceAll("/+", "/").replaceFirst("^/", "");
        boolean dot = plain.endsWith("/.") || plain.equals(".");
        String trimmed = dot ? plain.substring(0, plain.length() - 1) : plain;
        boolean slash = trimmed.endsWith("/") || trimmed.isEmpty();
        String whole = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
        String last = whole.substring(whole.lastIndexOf('/') + 1);
        if (dot) {
            return new InsidePath(whole, ".", true);
        }
        if (whole.isEmpty()) {
            return new InsidePath("", "/", true);
        }
        if (slash || last.equals("..")) {
            return new InsidePath(whole, last.equals("..") ? "." : last, true);
        }
        int cut = whole.lastIndexOf('/');
        return new InsidePath(cut < 0 ? "" : whole.substring(0, cut), last, false);
    }

    /** The path of the thing itself. */
    String whole() {
        return isFolder || folder.isEmpty() ? (isFolder ? folder : name) : folder + "/" + name;
    }
}
