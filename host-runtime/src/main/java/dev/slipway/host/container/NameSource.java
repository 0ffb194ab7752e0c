package dev.slipway.host.container;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Names for containers that were given none: a quality and a person who moved ships, signals or science. */
final class NameSource implements Supplier<String> {
    private static final List<String> QUALITIES = List.of(
            "able", "agile", "amber", "bold", "brave", "breezy", "bright", "brisk", "calm", "candid", "careful",
            "cheerful", "clear", "clever", "cosmic", "curious", "daring", "deft", "eager", "early", "earnest", "easy",
            "fair", "fearless", "fleet", "fond", "frank", "fresh", "gallant", "gentle", "glad", "golden", "graceful",
            "happy", "hardy", "hearty", "honest", "hopeful", "humble", "jolly", "keen", "kind", "lively", "loyal",
            "lucid", "mellow", "merry", "mighty", "modest", "neat", "nimble", "noble", "patient", "placid", "polite",
            "proud", "prudent", "quick", "quiet", "ready", "serene", "sharp", "silver", "smart", "steady", "sturdy",
            "sunny", "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zealous");
    private static final List<String> PEOPLE = List.of(
            "amundsen", "anning", "archimedes", "babbage", "banneker", "baret", "beaufort", "bell", "blackwell",
            "boole", "bouvet", "brunel", "cabot", "carson", "cook", "coriolis", "curie", "darwin", "dirac", "earhart",
            "edison", "euler", "faraday", "fermat", "fermi", "flinders", "franklin", "galileo", "gauss", "germain",
            "goodall", "halley", "hamilton", "harrison", "herschel", "hertz", "hopper", "hubble", "huygens", "hypatia",
            "johnson", "kepler", "kovalevskaya", "lamarr", "laplace", "leibniz", "lovelace", "magellan", "maxwell",
            "meitner", "mercator", "morse", "nansen", "newton", "nightingale", "noether", "pascal", "payne", "ptolemy",
            "ride", "rubin", "shannon", "snell", "somerville", "stevin", "tasman", "tesla", "turing", "volta", "watt",
            "wright", "wu", "zheng");

    private final RandomGenerator random;

    NameSource(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String get() {
        return pick(QUALITIES) + "_" + pick(PEOPLE);
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
