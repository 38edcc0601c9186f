package io.millrace.capture;

/** What a shop's people do to its tables, or collections, in whatever way its database has. */
interface Stock {

    /** Something done. */
    interface Write {
        void run() throws Exception;
    }

    void order(int id, int customer) throws Exception;

    void removeOrder(int id) throws Exception;

    /** Gives an order another key. */
    void rekey(int from, int to) throws Exception;

    void customer(int id, String name) throws Exception;

    void rename(int customer, String name) throws Exception;

    void part(int id, int order) throws Exception;

    /** To another order. */
    void movePart(int id, int order) throws Exception;

    /** Takes all parts away at once, of which the log has one record. */
    void clearParts() throws Exception;

    /** In one transaction. */
    void together(Write... writes) throws Exception;
}
