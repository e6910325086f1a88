using AccessSlack.Http.Certificates;
using AccessSlack.Testing;
using AccessSlack.Tests.Logging;

namespace AccessSlack.Tests.Http;

public sealed class ListenerCertificatesTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ListenerFolder _folder = new();
    private readonly LogCapture _log = LogCapture.Text();
    private readonly ManualTime _time = new();
    private readonly IssuedPair _first;

    public ListenerCertificatesTests() => _first = _folder.Write(_folder.Issue());

    public static TheoryData<string> Ways =>
        ["in place, same length and time", "renamed over", "link turned", "folder link turned"];

    public static TheoryData<string> Faults =>
        [
            "half written",
            "key of another",
            "key missing",
            "certificate missing",
            "garbage",
            "empty",
            "a client's",
            "key with a passphrase",
        ];

    [Fact]
    public void Load_Intermediates_AreSentAsWell()
    {
        var context = Create().Current;

        Assert.Equal(_first.SerialNumber, context.TargetCertificate.SerialNumber);
        Assert.Equal(["CN=Intermediate"], context.IntermediateCertificates.Select(certificate => certificate.Subject));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Current_FilesReplaced_AreTakenWithinTenSeconds(string way)
    {
        var (files, replace) = Prepare(way);
        var certificates = new ListenerCertificates(files, _time, _log.Logger());
        var next = _folder.Issue();
        replace(next);

        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(_first.SerialNumber, Serial(certificates));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(next.SerialNumber, Serial(certificates));
        Assert.Equal(
            $"<6>INFO  The listener's certificate {files.Certificate} was replaced; the new one is valid for 23051 " +
            "more days",
            _log.Line.Split(" file=")[0]
        );
    }

    [Fact]
    public void Current_FilesReplaced_KeepsOneContextUntilThen()
    {
        var certificates = Create();
        var first = certificates.Current;
        Pass();
        Assert.Same(first, certificates.Current); // sessions resume only on the same one
        Assert.Equal("", _log.Written);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Current_ChangedPairCannotBeUsed_KeepsTheOldWarnsOnceAndTriesAgain(string fault)
    {
        var certificates = Create();
        var next = _folder.Issue(usage: fault == "a client's" ? ClientAuthentication : null);
        Spoil(fault, next);

        for (var look = 0; look < 3; look++)
        {
            Pass();
            Assert.Equal(_first.SerialNumber, Serial(certificates));
        }

        Assert.StartsWith("<4>", _log.Line, StringComparison.Ordinal);
        Assert.Contains("keeps its old certificate", _log.Line, StringComparison.Ordinal);
        Assert.Contains(
            fault switch
            {
                "a client's" => "Use a certificate that was issued for a web server",
                "key of another" => "the key must belong to the first certificate",
                "key with a passphrase" => "Remove the passphrase",
                "certificate missing" or "key missing" => "Write both files",
                _ => "contains no certificate in PEM",
            },
            _log.Line,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(next.Key.Split('\n')[2], _log.Written, StringComparison.Ordinal);

        var good = _folder.Write(_folder.Issue());
        Pass();
        Assert.Equal(good.SerialNumber, Serial(certificates));
        Assert.Contains("was replaced", _log.Written.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Current_SpoiledInAnotherWay_WarnsAgain()
    {
        var certificates = Create();
        File.WriteAllText(_folder.Files.Key, "");
        Pass();
        Serial(certificates);
        File.Delete(_folder.Files.Key);
        Pass();
        Serial(certificates);
        Assert.Equal(2, _log.Written.Split("keeps its old certificate").Length - 1);
    }

    [Fact]
    public void TryReload_SameFiles_LooksAtOnce()
    {
        var certificates = Create();
        var next = _folder.Write(_folder.Issue());

        Assert.True(certificates.TryReload(_folder.Files, out var problem));

        Assert.Null(problem);
        Assert.Equal(next.SerialNumber, Serial(certificates));
        Assert.Contains("was replaced", _log.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReload_NothingChanged_IsSilent()
    {
        var certificates = Create();
        Assert.True(certificates.TryReload(_folder.Files, out _));
        Assert.Equal("", _log.Written);
    }

    [Fact]
    public void TryReload_OtherFiles_AreWatchedFromNowOn()
    {
        var certificates = Create();
        var files = new ListenerFiles(_folder.Path("other.crt"), _folder.Path("other.key"));
        WriteTo(files, _folder.Issue());
        Assert.True(certificates.TryReload(files, out _));

        var last = _folder.Issue();
        WriteTo(files, last);
        Pass();

        Assert.Equal(last.SerialNumber, Serial(certificates));
    }

    [Fact]
    public void TryReload_OtherFilesAreBad_KeepsTheOldOnesAndTellsTheCaller()
    {
        var certificates = Create();

        Assert.False(
            certificates.TryReload(new(_folder.Path("nowhere.crt"), _folder.Path("nowhere.key")), out var problem)
        );

        Assert.Contains("nowhere.crt", problem, StringComparison.Ordinal);
        Assert.Equal("", _log.Written);
        var next = _folder.Write(_folder.Issue());
        Pass();
        Assert.Equal(next.SerialNumber, Serial(certificates));
    }

    [Fact]
    public void TryReload_SameFilesAreBad_IsNotToldTwice()
    {
        var certificates = Create();
        File.WriteAllText(_folder.Files.Key, "");
        Assert.False(certificates.TryReload(_folder.Files, out var problem));
        Pass();
        Assert.Equal(_first.SerialNumber, Serial(certificates));
        Assert.Contains("contains no private key in PEM", problem, StringComparison.Ordinal);
        Assert.Equal("", _log.Written);
    }

    [Theory]
    [InlineData(-2, -1, "expired at 2026-11-20 12:00:00Z", "Renew it")]
    [InlineData(1, 2, "is not valid before 2026-11-22 12:00:00Z", "clock")]
    public void Start_NotValidNow_WarnsAndGoesOn(int from, int to, params string[] words)
    {
        var now = _time.GetUtcNow();
        var pair = _folder.Write(_folder.Issue(now.AddDays(from), now.AddDays(to)));

        Assert.Equal(pair.SerialNumber, Serial(Create()));

        Assert.All(words.Append("Slack refuses to connect").Append("<4>"), word =>
            Assert.Contains(word, _log.Line, StringComparison.Ordinal)
        );
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    private ListenerCertificates Create() => new(_folder.Files, _time, _log.Logger());

    private void Pass() => _time.Advance(ListenerCertificates.LookAfter);

    private static string Serial(ListenerCertificates certificates) =>
        certificates.Current.TargetCertificate.SerialNumber;

    private static void WriteTo(ListenerFiles files, IssuedPair pair)
    {
        File.WriteAllText(files.Certificate, pair.Certificate);
        File.WriteAllText(files.Key, pair.Key);
    }

    private (ListenerFiles Files, Action<IssuedPair> Replace) Prepare(string way) => way switch
    {
        "in place, same length and time" => (Padded(), ReplaceInPlace),
        "renamed over" => (_folder.Files, ReplaceByName),
        "link turned" => (Linked("crt", "key"), next => TurnLinks(next)),
        _ => (LinkedFolder(), TurnFolder),
    };

    private ListenerFiles Padded()
    {
        _folder.Write(Pad(_first));
        return _folder.Files;
    }

    /// <summary>As by a tool that restores times, or under a clock too coarse to tell two writes apart.</summary>
    private void ReplaceInPlace(IssuedPair next)
    {
        var was = (File.GetLastWriteTimeUtc(_folder.Files.Certificate), File.GetLastWriteTimeUtc(_folder.Files.Key));
        _folder.Write(Pad(next));
        File.SetLastWriteTimeUtc(_folder.Files.Certificate, was.Item1);
        File.SetLastWriteTimeUtc(_folder.Files.Key, was.Item2);
    }

    private static IssuedPair Pad(IssuedPair pair) =>
        pair with
        {
            Certificate = pair.Certificate.PadRight(4096),
            Key = pair.Key.PadRight(4096),
        };

    private void ReplaceByName(IssuedPair next)
    {
        WriteTo(new(_folder.Path("new.crt"), _folder.Path("new.key")), next);
        File.Move(_folder.Path("new.crt"), _folder.Files.Certificate, overwrite: true);
        File.Move(_folder.Path("new.key"), _folder.Files.Key, overwrite: true);
    }

    private ListenerFiles Linked(string certificate, string key)
    {
        File.CreateSymbolicLink(_folder.Path(certificate), _folder.Files.Certificate);
        File.CreateSymbolicLink(_folder.Path(key), _folder.Files.Key);
        return new(_folder.Path(certificate), _folder.Path(key));
    }

    private void TurnLinks(IssuedPair next)
    {
        WriteTo(new(_folder.Path("new.crt"), _folder.Path("new.key")), next);
        File.Delete(_folder.Path("crt"));
        File.Delete(_folder.Path("key"));
        File.CreateSymbolicLink(_folder.Path("crt"), _folder.Path("new.crt"));
        File.CreateSymbolicLink(_folder.Path("key"), _folder.Path("new.key"));
    }

    /// <summary>
    /// As Kubernetes mounts a secret: <c>tls.crt</c> is a link through <c>..data</c>, and only that one turns.
    /// </summary>
    private ListenerFiles LinkedFolder()
    {
        WriteFolder("one", _first);
        Directory.CreateSymbolicLink(_folder.Path("..data"), "one");
        File.CreateSymbolicLink(_folder.Path("tls.crt"), Path.Combine("..data", "tls.crt"));
        File.CreateSymbolicLink(_folder.Path("tls.key"), Path.Combine("..data", "tls.key"));
        return new(_folder.Path("tls.crt"), _folder.Path("tls.key"));
    }

    private void TurnFolder(IssuedPair next)
    {
        WriteFolder("two", next);
        Directory.Delete(_folder.Path("..data"));
        Directory.CreateSymbolicLink(_folder.Path("..data"), "two");
    }

    private void WriteFolder(string name, IssuedPair pair)
    {
        Directory.CreateDirectory(_folder.Path(name));
        WriteTo(new(Path.Combine(_folder.Path(name), "tls.crt"), Path.Combine(_folder.Path(name), "tls.key")), pair);
    }

    private void Spoil(string fault, IssuedPair next)
    {
        _folder.Write(
            fault switch
            {
                "half written" => next with { Certificate = next.Certificate[..300] },
                "key of another" => next with { Key = _folder.Issue().Key },
                "garbage" => next with { Certificate = "nothing\n" },
                "empty" => next with { Certificate = "", Key = "" },
                "key with a passphrase" => next with
                {
                    Key = next.Key.Replace("PRIVATE", "ENCRYPTED PRIVATE", StringComparison.Ordinal),
                },
                _ => next,
            }
        );
        if (fault == "key missing") File.Delete(_folder.Files.Key);
        if (fault == "certificate missing") File.Delete(_folder.Files.Certificate);
    }
}
