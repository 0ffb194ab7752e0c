<?php
echo "hello from php as " . get_current_user_name();

function get_current_user_name(): string
{
    preg_match('/^Uid:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found);
    foreach (file('/etc/passwd') as $line) {
        $parts = explode(':', $line);
        if ($parts[2] === $found[1]) {
            return $parts[0];
        }
    }
    return $found[1];
}
