package io.millrace.source.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that writes what no decent one would, and counts who connects. */
final class HostileServer implements AutoCloseable {

    /** Writes until it is done or nobody reads. */
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listening;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Answer answer;

    HostileServer(String address, Answer answer) throws IOException {
        this(address, 0, answer);
    }

    /** @param port 0 for any that is free */
    HostileServer(String address, int port, Answer answer) throws IOException {
        this.answer = answer;
        this.listening = new ServerSocket(port, 50, InetAddress.getByName(address));
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void start(Runnable task) {
        threads.add(Thread.ofVirtual().start(task));
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = socket.getOutputStream()) {
            String request = in.readLine();
            String line = request;
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (request != null && request.contains("/robots.txt")) {
                out.write("HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
            } else {
                answer.write(out);
            }
        } catch (IOException e) {
            return; // the reader has had enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.forEach(Thread::interrupt);
    }
}
