using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>The Debian package through its life, by the real dpkg, in roots of their own.</summary>
[Collection(nameof(Packages))]
public sealed class DebTests(Packages packages)
{
    private const string Config = "/etc/teleport-slack.toml";
    private const string Data = "/var/lib/teleport/plugins/slack";
    private const string Enabled = "/etc/systemd/system/multi-user.target.wants/teleport-slack.service";
    private const string LocalUnit = "/etc/systemd/system/teleport-slack.service";

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Install_Fresh_MakesUserFolderAndConfiguration()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb 2>&1 | grep '^teleport-slack: '
            show {Config} {Data} /var/lib/teleport/plugins /var/lib/teleport /usr/bin/teleport-slack
            getent passwd teleport-slack | cut -d: -f1,6,7
            gone {Enabled}
            """);
        Assert.Equal(
            [
                $"teleport-slack: {Config} is an example: replace everything in <angle brackets>, then: systemctl " +
                "enable --now teleport-slack",
                $"640 root:teleport-slack {Config}",
                $"700 teleport-slack:teleport-slack {Data}",
                "755 root:root /var/lib/teleport/plugins",
                "755 root:root /var/lib/teleport",
                "755 root:root /usr/bin/teleport-slack",
                $"teleport-slack:{Data}:/usr/sbin/nologin",
                $"gone {Enabled}",
            ],
            lines);
    }

    /// <summary>As its own user, who may read it and nothing else of it.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Install_Fresh_ProgramRunsAndUnitHasNoFault()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb >/dev/null 2>&1
            teleport-slack configure | cmp - {Config} && echo same
            setpriv --reuid=teleport-slack --regid=teleport-slack --clear-groups teleport-slack check --offline | grep -c placeholder
            systemd-analyze verify teleport-slack.service 2>&1 && echo verified
            grep -E '^(ExecStart|Documentation)=' /usr/lib/systemd/system/teleport-slack.service
            """
        );
        Assert.Equal(
            ["same", "4", "verified", "Documentation=man:teleport-slack(8)", "ExecStart=/usr/bin/teleport-slack start"],
            lines
        );
    }

    /// <summary>As of the Go plugin, or kept by an operator as a link to a mounted volume.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Install_ConfigurationIsThere_StaysAsItIs()
    {
        var lines = await packages.InRootAsync($"""
            ln -s /nowhere/teleport-slack.toml {Config}
            dpkg -i /packages/*.deb >/dev/null 2>&1
            readlink {Config}
            dpkg --purge teleport-slack >/dev/null 2>&1
            printf '# mine\n' >{Config}
            chmod 0600 {Config}
            dpkg -i /packages/*.deb >/dev/null 2>&1
            cat {Config}
            show {Config}
            """);
        Assert.Equal(["/nowhere/teleport-slack.toml", "# mine", $"600 root:root {Config}"], lines);
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Upgrade_ConfigurationChanged_KeepsItAndRestartsOnlyWhatRuns()
    {
        var lines = await packages.InRootAsync($$"""
            pretend_systemd
            dpkg -i /packages/*.deb >/dev/null 2>&1
            cat /tmp/systemctl; echo .; rm /tmp/systemctl
            printf '# mine\n' >{{Config}}
            echo key >{{Data}}/auth.key
            mkdir -p {{Path.GetDirectoryName(Enabled)}}
            ln -s /usr/lib/systemd/system/teleport-slack.service {{Enabled}}
            dpkg -i /packages/later/later.deb </dev/null 2>&1 | grep '^teleport-slack: ' || true
            cat /tmp/systemctl; echo .
            dpkg-query -W -f '${Version} ${Conffiles}.\n' teleport-slack
            cat {{Config}} {{Data}}/auth.key
            show {{Config}}
            readlink {{Enabled}}
            """);
        Assert.Equal(
            [
                "systemctl --system daemon-reload", ".",
                "systemctl --system daemon-reload",
                "systemctl try-restart teleport-slack.service",
                ".",
                "999 .",
                "# mine",
                "key",
                $"640 root:teleport-slack {Config}",
                "/usr/lib/systemd/system/teleport-slack.service",
            ],
            lines);
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Remove_Installed_StopsAndKeepsWhatReinstallingNeeds()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb >/dev/null 2>&1
            printf '# mine\n' >{Config}
            echo key >{Data}/auth.key
            pretend_systemd
            dpkg -r teleport-slack >/dev/null 2>&1
            cat /tmp/systemctl
            gone /usr/bin/teleport-slack /usr/lib/systemd/system/teleport-slack.service /usr/share/teleport-slack /usr/share/doc/teleport-slack
            dpkg -i /packages/*.deb >/dev/null 2>&1
            cat {Config} {Data}/auth.key
            show {Config} {Data}
            """);
        Assert.Equal(
            [
                "systemctl stop teleport-slack.service", "systemctl --system daemon-reload",
                "gone /usr/bin/teleport-slack",
                "gone /usr/lib/systemd/system/teleport-slack.service",
                "gone /usr/share/teleport-slack",
                "gone /usr/share/doc/teleport-slack",
                "# mine",
                "key",
                $"640 root:teleport-slack {Config}",
                $"700 teleport-slack:teleport-slack {Data}",
            ],
            lines);
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Purge_NoKeys_LeavesNothing()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb >/dev/null 2>&1
            mkdir -p /var/log/teleport-slack {Path.GetDirectoryName(Enabled)}
            echo line >/var/log/teleport-slack/log
            ln -s /usr/lib/systemd/system/teleport-slack.service {Enabled}
            dpkg --purge teleport-slack 2>&1 | grep '^teleport-slack: ' || true
            gone {Config} {Enabled} /var/log/teleport-slack /var/lib/teleport
            dpkg -s teleport-slack >/dev/null 2>&1 || echo unknown
            """
        );
        Assert.Equal(
            [$"gone {Config}", $"gone {Enabled}", "gone /var/log/teleport-slack", "gone /var/lib/teleport", "unknown"],
            lines
        );
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Purge_Keys_KeepsThemAndSaysSo()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb >/dev/null 2>&1
            echo key >{Data}/auth.key
            dpkg --purge teleport-slack 2>&1 | grep '^teleport-slack: '
            gone {Config}
            cat {Data}/auth.key
            """
        );
        Assert.Equal(
            [
                $"teleport-slack: Kept {Data} with the keys and certificates in it. If nothing else uses them: rm -r " +
                $"{Data}",
                $"gone {Config}",
                "key",
            ],
            lines
        );
    }

    /// <summary>The tarball's unit and program stand where systemd and the shell look first.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Install_OverTheTarball_SaysWhatHidesItAndHowToMoveOver()
    {
        var lines = await packages.InRootAsync($"""
            tar -xzf /packages/*.tar.gz -C /tmp
            cd /tmp/teleport-access-slack
            ./install >/dev/null
            printf '# mine\n' >{Config}
            dpkg -i /packages/*.deb 2>&1 | grep '^teleport-slack: '
            ./install --uninstall >/dev/null
            gone {LocalUnit} /usr/local/bin/teleport-slack
            command -v teleport-slack
            cat {Config}
            dpkg -i /packages/later/later.deb 2>&1 | grep '^teleport-slack: ' || true
            """);
        Assert.Equal(
            [
                $"teleport-slack: Warning: {LocalUnit} hides this package's unit, so another program runs:",
                "teleport-slack:   /usr/local/bin/teleport-slack start",
                "teleport-slack: To run this package's program instead, with the same configuration and data:",
                "teleport-slack:   run the tarball's \"./install --uninstall\", then: systemctl enable --now " +
                "teleport-slack",
                $"gone {LocalUnit}", "gone /usr/local/bin/teleport-slack", "/usr/bin/teleport-slack", "# mine",
            ],
            lines);
    }

    /// <summary>Back from the package to the tarball: what the package leaves behind is in use.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Purge_TarballInstalledMeanwhile_KeepsItsConfiguration()
    {
        var lines = await packages.InRootAsync($"""
            dpkg -i /packages/*.deb >/dev/null 2>&1
            printf '# mine\n' >{Config}
            tar -xzf /packages/*.tar.gz -C /tmp
            /tmp/teleport-access-slack/install >/dev/null
            dpkg --purge teleport-slack 2>&1 | grep '^teleport-slack: '
            cat {Config}
            show {LocalUnit} {Data}
            """);
        Assert.Equal(
            [
                $"teleport-slack: Kept {Config} and the logs: {LocalUnit} uses them.",
                "# mine",
                $"644 root:root {LocalUnit}",
                $"700 teleport-slack:teleport-slack {Data}",
            ],
            lines
        );
    }

    /// <summary>As an image is built: from outside, without /proc and without systemd.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Install_IntoAnotherRoot_Works()
    {
        var lines = await packages.InRootAsync($"""
            mkdir /image
            mount -t tmpfs tmpfs /mnt
            mkdir /mnt/up /mnt/work
            mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work /image
            dpkg --root=/image -i /packages/*.deb >/tmp/said 2>&1 || cat /tmp/said
            gone {Config}
            chroot /image stat -c '%a %U:%G %n' {Config}
            dpkg --root=/image --purge teleport-slack >/dev/null 2>&1
            gone /image{Config} /image/usr/bin/teleport-slack
            """
        );
        Assert.Equal(
            [
                $"gone {Config}",
                $"640 root:teleport-slack {Config}",
                $"gone /image{Config}",
                "gone /image/usr/bin/teleport-slack",
            ],
            lines
        );
    }
}
