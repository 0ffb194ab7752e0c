import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Notes in memory: POST /notes adds one (text/plain), GET /notes lists the newest first as JSON. */
public final class Notes {
    private static final int KEPT = 100;
    private static final int LONGEST = 1_000;
    private final Deque<String> notes = new ArrayDeque<>();

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        Notes notes = new Notes();
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/notes", notes::handle);
        server.createContext("/", exchange -> answer(exchange, 200, "text/plain", "notes: GET or POST /notes\n"));
        server.start();
        System.out.println("listening on " + port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "GET" -> answer(exchange, 200, "application/json", list());
            case "POST" -> {
                add(new String(exchange.getRequestBody().readNBytes(LONGEST), StandardCharsets.UTF_8));
                answer(exchange, 201, "application/json", list());
            }
            default -> answer(exchange, 405, "text/plain", "GET or POST\n");
        }
    }

    private synchronized void add(String note) {
        notes.addFirst(note);
        if (notes.size() > KEPT) {
            notes.removeLast();
        }
    }

    private synchronized String list() {
        return notes.stream().map(Notes::quoted).collect(Collectors.joining(",", "[", "]\n"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + status);
    }
}
