using AccessSlack.Hosting.Reloading;

namespace AccessSlack.Tests.Hosting;

public sealed class FileDigestTests : IDisposable
{
    private const int MostBytes = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("teleport-slack-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_SameContents_IsTheSame()
    {
        var digest = FileDigest.Of([Write("a", "one"), Write("b", "two")]);

        Assert.Equal(digest, FileDigest.Of([Write("a", "one"), Write("b", "two")]));
    }

    [Fact]
    public void Of_OneFileChanged_IsAnother()
    {
        var digest = FileDigest.Of([Write("a", "one"), Write("b", "two")]);

        Assert.NotEqual(digest, FileDigest.Of([Write("a", "one"), Write("b", "six")]));
    }

    /// <summary>Mounted secrets are renewed like this; age and length may stay the same.</summary>
    [Fact]
    public void Of_LinkPointsElsewhere_IsAnother()
    {
        var (one, two, link) = (Write("one", "1"), Write("two", "2"), Path.Combine(_folder, "link"));
        File.SetLastWriteTimeUtc(two, File.GetLastWriteTimeUtc(one));
        File.CreateSymbolicLink(link, one);
        var digest = FileDigest.Of([link]);

        File.Delete(link);
        File.CreateSymbolicLink(link, two);

        Assert.NotEqual(digest, FileDigest.Of([link]));
    }

    [Fact]
    public void Of_FileMissing_IsAnotherThanEmpty()
    {
        var path = Path.Combine(_folder, "a");
        var missing = FileDigest.Of([path]);

        Assert.Equal(missing, FileDigest.Of([path]));
        Assert.NotEqual(missing, FileDigest.Of([Write("a", "")]));
    }

    /// <summary>No credential is as long; a device that never ends must not hold the daemon up.</summary>
    [Fact]
    public void Of_BeyondTheLargestSize_CountsNoMore()
    {
        var large = new string('x', MostBytes);

        Assert.Equal(FileDigest.Of([Write("a", large)]), FileDigest.Of([Write("b", large + "y")]));
        Assert.NotEqual(FileDigest.Of([Write("a", large)]), FileDigest.Of([Write("b", large[1..] + "y")]));
    }

    [Fact]
    public void Of_NoFiles_IsADigestAsWell() => Assert.Equal(FileDigest.Of([]), FileDigest.Of([]));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
