using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

/// <summary>Files that cannot be read at all.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        AssertFault(Path.Combine(_folder.FullName, "absent.toml"), "does not exist.");

    [Fact]
    public void Read_MissingFolder_SaysSo() =>
        AssertFault(Path.Combine(_folder.FullName, "absent", "x.toml"), "does not exist.");

    [Fact]
    public void Read_Directory_SaysSo() => AssertFault(_folder.FullName, "is a directory.");

    [Fact]
    public void Read_EmptyPath_SaysSo() => Assert.Single(new ConfigReader(new SystemConfigSource()).Read("").Problems);

    [Fact]
    public void Read_LargeFile_IsRefused()
    {
        var path = Path.Combine(_folder.FullName, "large.toml");
        File.WriteAllText(path, new string('#', 1024 * 1024 + 1));
        AssertFault(path, "is larger than 1024 KiB.");
    }

    [Fact]
    public void Read_UnreadableFile_SaysSo()
    {
        var source = new FakeConfigSource { Forbidden = { FakeConfigSource.ConfigPath } };
        var problem = Assert.Single(source.ReadConfig("").Problems);
        Assert.Equal($"The configuration {FakeConfigSource.ConfigPath} cannot be read by this user.", problem.Message);
    }

    [Fact]
    public void Read_InvalidUtf8_TellsTheLine()
    {
        var source = new FakeConfigSource { Files = { [FakeConfigSource.ConfigPath] = [.. "[slack]\n# "u8, 0xFF] } };
        var problem = Assert.Single(new ConfigReader(source).Read(FakeConfigSource.ConfigPath).Problems);
        Assert.Equal((2, 3), (problem.Line, problem.Column));
    }

    [Fact]
    public void Read_RealFile_IsRead()
    {
        var path = Path.Combine(_folder.FullName, "good.toml");
        File.WriteAllText(path, "identity = '/id'\ntoken = 'xoxb-1'\nchannel = 'ops'\ninsecure = true\n");
        Assert.True(new ConfigReader(new SystemConfigSource()).Read(path).IsValid);
    }

    private static void AssertFault(string path, string fault)
    {
        var problem = Assert.Single(new ConfigReader(new SystemConfigSource()).Read(path).Problems);
        Assert.Equal((0, $"The configuration {path} {fault}"), (problem.Line, problem.Message));
        Assert.NotEmpty(problem.Remedy);
    }
}
