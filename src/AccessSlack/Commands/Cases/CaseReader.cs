using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>A file with policy tests.</summary>
/// <param name="Path">As given.</param>
/// <param name="Cases">Those that could be read.</param>
/// <param name="Problems">In the order of the file; none of its cases is run if there is one.</param>
internal sealed record CaseFile(string Path, ImmutableArray<PolicyCase> Cases, ImmutableArray<Problem> Problems);

/// <summary>Reads policy tests, with every fault at once, like a configuration.</summary>
/// <param name="source">The files.</param>
/// <param name="settings">What the cases are about: they may name only its groups and channels.</param>
internal sealed class CaseReader(IConfigSource source, Settings settings)
{
    private const int MaxFileSize = 1024 * 1024;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public CaseFile Read(string path) => FileContent.Read(source, path, MaxFileSize) switch
    {
        FileContent.Found { Bytes: var bytes } => Parse(path, bytes),
        FileContent.Unreadable { Fault: var fault, Remedy: var remedy } =>
            new(path, [], [new Problem(0, 0, "", $"The file {fault}.", remedy)]),
        _ => throw new InvalidOperationException("unknown content"),
    };

    private CaseFile Parse(string path, byte[] bytes)
    {
        try
        {
            var file = new ConfigFile(TomlReader.Read(bytes));
            var cases = ReadAll(path, file);
            return new(path, cases, [.. file.Problems.OrderBy(one => one.Line).ThenBy(one => one.Column)]);
        }
        catch (TomlFault fault)
        {
            const string Remedy = "Correct this first; the rest of the file has not been checked.";
            return new(path, [], [new(fault.Place.Line, fault.Place.Column, "", fault.Message, Remedy)]);
        }
    }

    private ImmutableArray<PolicyCase> ReadAll(string path, ConfigFile file)
    {
        CaseKeys.Check(file, file.Root, "");
        var cases = file.Top.Sections(CaseKeys.Cases);
        if (cases.IsEmpty && file.Problems.Count == 0)
            file.Report(default, CaseKeys.Cases, "There is no test in this file.", "Begin each with a line [[cases]].");
        var tables = file.Root.ContainsKey(CaseKeys.Cases)
            ? file.Root.Item(CaseKeys.Cases, "").Tables().ToList()
            : [];
        return
        [
            .. cases.Zip(tables, (section, entry) =>
                {
                    CaseKeys.Check(file, entry.Table, CaseKeys.Cases);
                    var read = new CaseSection(file, section, settings).Read();
                    CheckName(path, section, read?.Name);
                    return read;
                })
                .OfType<PolicyCase>(),
        ];
    }

    /// <summary>Reports of CI systems tell cases apart by their names, whatever file they are in.</summary>
    private void CheckName(string path, Section section, string? name)
    {
        if (name is null or "" || _names.TryAdd(name, $"line {section.Place.Line} of {path}")) return;
        section.Report(
            section.Find("name")!,
            $"Another case has this name, in {_names[name]}.",
            "Give each case a name of its own."
        );
    }
}
