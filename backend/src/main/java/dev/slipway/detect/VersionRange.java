package dev.slipway.detect;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions a text like {@code >=18 <21}, {@code ^8.1 || ^8.3}, {@code ~> 3.2}, {@code 20.x} allows, down to the minor
 * version. What cannot be read allows every version: the project's own tool will say more than could be said here.
 *
 * <p>Sources: node-semver, Composer's "Versions and constraints", PEP 440, RubyGems' "Pattern: specify version constraints".
 */
final class VersionRange {

    private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
    private static final Pattern SPACED = Pattern.compile("(>=|<=|==|!=|~>|~=|[><=~^])\\s+");
    private static final Pattern TERM =
            Pattern.compile("(>=|<=|===?|!=|~>|~=|[><=~^])?v?(\\d{1,4})(?:\\.(\\d{1,4}|[xX*]))?(\\.[0-9xX*]+)?\\S*");

    private final List<List<Term>> choices;

    private record Term(String operator, Version version, boolean patched, boolean nought) {}

    VersionRange(String text) {
        String plain = SPACED.matcher(HYPHEN.matcher(text.strip()).replaceAll(">=$1 <=$2"))
                .replaceAll("$1");
        this.choices =
                Arrays.stream(plain.split("\\|\\|?")).map(VersionRange::terms).toList();
    }

    private static List<Term> terms(String choice) {
        return Arrays.stream(choice.strip().split("[\\s,]+"))
                .map(TERM::matcher)
                .filter(Matcher::matches)
                .map(VersionRange::term)
                .toList();
    }

    private static Term term(Matcher matcher) {
        String minor = matcher.group(3);
        boolean named = minor != null && Character.isDigit(minor.charAt(0));
        String patch = matcher.group(4);
        return new Term(
                matcher.group(1) == null ? "=" : matcher.group(1),
                new Version(Integer.parseInt(matcher.group(2)), named ? Integer.parseInt(minor) : Version.ANY),
                patch != null,
                patch == null || patch.matches("\\.0+"));
    }

    boolean allows(Version version) {
        return choices.stream().anyMatch(terms -> terms.stream().allMatch(term -> allows(term, version)));
    }

    private static boolean allows(Term term, Version candidate) {
        Version bound = term.version;
        int order = compare(candidate, bound);
        return switch (term.operator) {
            case ">=" -> order >= 0;
            case "<=" -> order <= 0;
            case ">" -> term.patched ? order >= 0 : order > 0;
            case "<" -> term.nought ? order < 0 : order <= 0;
            case "!=" -> term.patched || order != 0;
            case "^" -> candidate.major() == bound.major() && order >= 0;
            case "~>", "~=" -> term.patched ? order == 0 : candidate.major() == bound.major() && order >= 0;
            case "~" -> candidate.major() == bound.major() && (term.patched ? order == 0 : order >= 0);
            default -> order == 0;
        };
    }

    /** A bound without a minor version says nothing of the candidate's, nor the other way round. */
    private static int compare(Version candidate, Version bound) {
        return candidate.minor() == Version.ANY || bound.minor() == Version.ANY
                ? Integer.compare(candidate.major(), bound.major())
                : candidate.compareTo(bound);
    }
}
