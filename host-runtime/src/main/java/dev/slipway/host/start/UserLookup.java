package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.RootedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds out who Docker's user texts mean in a container: {@code ""}, {@code "1000"}, {@code "www-data"},
 * {@code "1000:adm"}. Names come from the root's own {@code /etc/passwd} and {@code /etc/group}, which are a stranger's files:
 * read in bounds, by descriptor, and a number always means that number.
 */
public final class UserLookup {
    /** Bytes; an image's user files have some hundred lines. */
    private static final int MAX_FILE = 4 << 20;

    /** The kernel takes ids below 2^32 - 1; those from 2^31 on are read as negative by too many programs. */
    private static final long MAX_ID = Integer.MAX_VALUE - 1L;

    /** The kernel's NGROUPS_MAX. */
    private static final int MAX_GROUPS = 65_536;

    private static final int PASSWD_FIELDS = 7;
    private static final int GROUP_FIELDS = 4;
    private final Fd root;

    /** @param root the container's root folder */
    public UserLookup(Fd root) {
        this.root = root;
    }

    /** @param groupAdd further groups, names or numbers */
    public Identity find(String user, List<String> groupAdd) {
        int colon = user.indexOf(':');
        String given = colon < 0 ? user : user.substring(0, colon);
        String userName = given.isEmpty() ? "0" : given;
        String groupName = colon < 0 ? "" : user.substring(colon + 1);
        Optional<Account> account = account(userName);
        long uid = account.map(Account::uid)
                .orElseGet(() -> number(userName)
                        .orElseThrow(() -> EngineException.invalid(
                                "unable to find user " + userName + ": no matching entries in passwd file")));
        List<Group> groups = groups();
        long gid = groupName.isEmpty() ? account.map(Account::gid).orElse(0L) : groupId(groups, groupName);
        // The group itself, too: else a setgid program of another group would shed the rights (and bans) of this one.
        TreeSet<Long> further = new TreeSet<>(List.of(gid));
        if (groupName.isEmpty()) {
            account.ifPresent(a -> groups.stream()
                    .filter(group -> group.members().contains(a.name()))
                    .forEach(group -> further.add(group.gid())));
        }
        groupAdd.forEach(name -> further.add(groupId(groups, name)));
        if (further.size() > MAX_GROUPS) {
            throw EngineException.invalid("user " + user + " is in more than " + MAX_GROUPS + " groups");
        }
        return new Identity(
                uid, gid, List.copyOf(further), account.map(Account::home).orElse("/"));
    }

    private record Account(String name, long uid, long gid, String home) {}

    private record Group(String name, long gid, List<String> members) {}

    private Optional<Account> account(String user) {
        Optional<Long> wanted = number(user);
        for (String[] f : entries("etc/passwd", PASSWD_FIELDS)) {
            Optional<Long> uid = number(f[2]);
            Optional<Long> gid = number(f[3]);
            // A number never matches a name: an image could call a user "1000" and give it uid 0.
            boolean matches = wanted.isPresent() ? wanted.equals(uid) : f[0].equals(user);
            if (matches && uid.isPresent() && gid.isPresent()) {
                return Optional.of(new Account(f[0], uid.get(), gid.get(), f[5].isEmpty() ? "/" : f[5]));
            }
        }
        return Optional.empty();
    }

    private List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (String[] f : entries("etc/group", GROUP_FIELDS)) {
            number(f[2]).ifPresent(gid -> groups.add(new Group(f[0], gid, List.of(f[3].split(",")))));
        }
        return groups;
    }

    private static long groupId(List<Group> groups, String name) {
        return number(name)
                .orElseGet(() -> groups.stream()
                        .filter(group -> group.name().equals(name))
                        .map(Group::gid)
                        .findFirst()
                        .orElseThrow(() -> EngineException.invalid(
                                "unable to find group " + name + ": no matching entries in group file")));
    }

    private List<String[]> entries(String path, int fields) {
        try {
            List<String[]> entries = new ArrayList<>();
            RootedFile.read(root, path, MAX_FILE)
                    .ifPresent(text -> text.lines()
                            .map(line -> line.split(":", -1))
                            .filter(parts -> parts.length >= fields)
                            .forEach(entries::add));
            return entries;
        } catch (KernelException e) {
            if (e.errno() == Errno.EFBIG) {
                throw EngineException.invalid("/" + path + " of the container is bigger than " + MAX_FILE + " bytes");
            }
            throw e;
        }
    }

    /** Empty when the text is no number at all; a number out of range is an error. */
    private static Optional<Long> number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        if (text.length() > 10 || Long.parseLong(text) > MAX_ID) {
            throw EngineException.invalid("uids and gids must be in range 0-" + MAX_ID + ", not " + text);
        }
        return Optional.of(Long.parseLong(text));
    }
}
