# Waits up to a minute until the server of PG* answers. Network plugins learn of a new pod some seconds after it has started; until then what it may reach refuses it.
wait_for_server() {
    left=60
    until pg_isready --timeout=2; do
        left=$((left - 1))
        if [ "$left" -eq 0 ]; then
            echo "PostgreSQL does not answer, or the NetworkPolicies let nothing through to it"
            exit 1
        fi
        sleep 1
    done
}
