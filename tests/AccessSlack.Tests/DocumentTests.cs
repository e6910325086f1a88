using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AccessSlack.Configuration;
using AccessSlack.Testing;

namespace AccessSlack.Tests;

/// <summary>The documents say what the program does: keys, examples, log messages, scopes, links.</summary>
public sealed class DocumentTests
{
    private const string Any = "…";

    private const RegexOptions Plain =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Multiline;

    private static readonly Regex TomlBlock = new(@"^ *```toml\n(?<toml>[^`]*?)^ *```", Plain);
    private static readonly Regex SectionHeading = new(@"^## \[+(?<name>[a-z_.]+)\]+$", Plain);
    private static readonly Regex Heading = new("^#+ (?<text>.+)$", Plain);
    private static readonly Regex HeadingNumber = new(@"^#+ (?<number>\d+(\.\d+)*)\.? ", Plain);
    private static readonly Regex LineBreak = new(@"\s*\n\s*(//+\s*)?", Plain);
    /// <summary>Between the parts of one text that is wrapped.</summary>
    private static readonly Regex Wrapped = new("\" \\+\\s*\"", Plain);
    private static readonly Regex Number = new(@"\d+(\.\d+)?", Plain);
    private static readonly Regex Reference = new(
        @$"(?<document>docs/[\w/-]+\.md)(,? sections?)?( (?<numbers>{Number}((,|,? and| to) {Number})*))?", Plain);
    private static readonly Regex NotOfAnchor = new(@"[^\p{L}\p{N} _-]", Plain);
    private static readonly Regex Link = new(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)", Plain);
    private static readonly Regex DatedPage = new(@"\A# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d\n", Plain);
    private static readonly Regex Code = new("`[^`\n]+`", Plain);
    private static readonly Regex InstallStep = new(@"^\d\. \*\*(?<title>[^*]+)\.\*\*", Plain);
    private static readonly Regex NginxPaths = new(@"location ~ (?<paths>\S+) \{", Plain);
    private static readonly Regex CaddyPaths = new("method POST\\s+path (?<paths>/slack/.+)$", Plain);
    private static readonly Regex TeleportRole = new(@"kind: role\b,?\s+version: (?<version>v\d+)\b", Plain);
    private static readonly Regex Explanation = new("^# +(# +)?optional[:,]", Plain);
    private static readonly Regex CommentedOut = new("^# +", Plain);
    private static readonly Regex OptionalResource = new(@"^# - resources: \[(?<name>\w+)\]$", Plain);
    private static readonly Regex Placeholder = new(@"\{[^}]*\}", Plain);
    private static readonly Regex FindingCode = new(
        """(Finding\.(Fault|Warning)\(|Unseen\(|new\(\s*scope\.IsRequired,)\s*"(?<code>[a-z_]+)",""",
        Plain
    );
    private static readonly Regex LogMessage = new(
        """(\[LoggerMessage\((?<level>[^"]*)|\.Log(Warning|Error|Critical)\(\s*(\w+,\s*)?|MessageTemplateParser\(\)\.Parse\(\s*)"""
            + """\x22(?<text>([^"\\]|\\.)*)\x22""",
        Plain
    );

    private static readonly string[] Quiet = ["LogLevel.Information", "LogLevel.Debug"];
    private static readonly string[] SourceFolders = ["src/AccessSlack", "src/SlackApi"];
    private static readonly string[] CommentedFolders = ["src", "tests", "protos", "perf"];
    private static readonly string[] CommentedFiles = [".cs", ".proto", ".sh"];

    /// <summary>An example shows one key; these have a meaning only beside others.</summary>
    private static readonly string[] NeedOthers =
    [
        "Decisions are sealed with",
        "only for rules that decide",
        "belong together",
        "Without after",
        "Without escalate_",
        "No reason is required",
        "This can never be met",
        "the Home tab would stay empty",
        "A route needs the recipients",
    ];

    public static TheoryData<string> Documents => [.. DocumentNames];

    private static IEnumerable<string> DocumentNames =>
    [
        .. Directory.GetFiles(At("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(At(""), "*.md"))
            .Select(file => Path.GetRelativePath(At(""), file))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Configuration_OfTheDocumentAndOfTheReader_HasTheSameKeys()
    {
        var sections = Schema.Sections.Concat(Schema.Lists).ToList();
        var keys = sections
            .Except(Schema.Open)
            .SelectMany(section => Schema.Keys(section).Select(key => $"{section}.{key}"));
        Assert.Equal(
            keys.Order(StringComparer.Ordinal),
            KeyRows().Select(row => $"{row.Section}.{row.Key}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            sections.Order(StringComparer.Ordinal),
            KeySections().Select(section => section.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Configuration_EveryExampleOfAKey_IsRead()
    {
        foreach (var (section, key, example) in KeyRows())
        {
            var isRefused = Schema.Refused.ContainsKey($"{section}.{key}");
            Assert.Equal(isRefused, example.Length == 0);
            if (isRefused) continue;
            Assert.StartsWith(key + " = ", example, StringComparison.Ordinal);
            var toml = Schema.Lists.Contains(section)
                ? $"[[{section}]]\n{(key == "roles" ? "" : "roles = [\"*\"]\n")}{example}"
                : $"[{section}]\n{example}";
            Assert.DoesNotContain(Faults(toml), fault =>
                !Array.Exists(NeedOthers, words => fault.Message.Contains(words, StringComparison.Ordinal))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Toml_OfADocument_HasNoFaults(string document)
    {
        var blocks = TomlBlock.Matches(Read(document));
        Assert.Equal(Read(document).Split("```toml").Length - 1, blocks.Count);
        Assert.All(blocks, block => Assert.Empty(Faults(block.Groups["toml"].Value)));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_OfADocument_LeadSomewhere(string document)
    {
        foreach (
            var link in Link.Matches(Code.Replace(Read(document), ""))
                .Where(link => !link.Groups["path"].Value.StartsWith("http", StringComparison.Ordinal))
        )
        {
            var (path, anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
            var target = path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, path);
            Assert.True(File.Exists(At(target)), $"{document} links to {target}");
            if (anchor.Length > 0) Assert.Contains(anchor, Anchors(Read(target)));
        }
    }

    [Fact]
    public void References_OfTheSource_NameSectionsThatExist()
    {
        var sources = CommentedSources().ToList();
        Assert.True(sources.Sum(source => References(source).Count()) > 50);
        Assert.Empty(sources.SelectMany(MissingReferences));
    }

    [Theory]
    [InlineData("/// As in {0}.md 3.2 and\n    /// 3.99.", "{0}.md 3.99")]
    [InlineData("// Source: {0}.md, sections 1 to 99", "{0}.md 99")]
    [InlineData("// See {0}-x.md.", "{0}-x.md")]
    [InlineData("/// {0}.md 1.1, 4.5 and 6.\n    /// Nothing else.", null)]
    public void References_ToAMissingSection_AreFound(string source, string? missing)
    {
        // Put together here, so that the test above does not find them in this file.
        const string Document = "docs/protocols/teleport";
        string Complete(string text) => string.Format(CultureInfo.InvariantCulture, text, Document);
        Assert.Equal(missing is null ? [] : [Complete(missing)], MissingReferences(Complete(source)));
    }

    /// <summary>Each message has its own row, the one that says most of it, and no row is left over.</summary>
    [Fact]
    public void LogMessages_OfTheDocumentAndOfTheSource_AreTheSame()
    {
        var rows = Rows(Read("docs/log-messages.md"))
            .Where(row => row.Length == 4 && Code.IsMatch(row[0]))
            .Select(row => FirstCode(row[0]))
            .ToList();
        var messages = LoudMessages().ToList();
        Assert.True(messages.Count > 50);
        var used = messages
            .Select(message =>
                rows.Where(row => IsAbout(row, message)).MaxBy(row => row.Length) ?? $"(no row) {message}"
            )
            .ToList();
        Assert.Equal(rows.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LogMessages_Document_NamesEveryFindingOfCheck()
    {
        var text = Read("docs/log-messages.md");
        var codes = Sources()
            .SelectMany(source => FindingCode.Matches(source))
            .Select(match => match.Groups["code"].Value)
            .ToHashSet();
        Assert.True(codes.Count > 15);
        Assert.All(codes, code => Assert.Contains($"`{code}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void SlackApp_OfTheDocumentAndOfTheProgram_HasTheSameScopes()
    {
        const string Everything =
            "[slack]\nauto_join = true\nrecipients = ['U01ABCDEF23']\n[[approvals.rules]]\nroles = ['*']\napprovers " +
            "= ['group:a', 'channel:b']\n";
        var scopes = SlackScopes
            .Of(new ConfigReader(new Disk(Everything)).Read(Disk.Configuration).Draft!, decides: true)
            .Select(scope => scope.Name);
        var section = Read("docs/slack-app.md").Split("## Scopes, and what each is for")[1].Split("\n## ")[0];
        var named = Rows(section).SelectMany(row => Code.Matches(row[0])).Select(code => code.Value.Trim('`'));
        Assert.Equal(scopes.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Every release reads a role of version v3; 6.2 and 8.3 refuse v5 (docs/protocols/teleport.md 5.1).
    /// </summary>
    [Fact]
    public void TeleportRoles_OfTheDocumentsAndOfTheProgram_SuitEveryRelease()
    {
        var texts = DocumentNames.Select(Read).Concat(Sources()).ToList();

        var versions = texts.SelectMany(text => TeleportRole.Matches(text))
            .Select(role => role.Groups["version"].Value)
            .ToList();

        Assert.Equal(texts.Sum(text => text.Split("kind: role").Length - 1), versions.Count);
        Assert.True(versions.Count >= 6);
        Assert.All(versions, version => Assert.Equal("v3", version));
    }

    /// <summary>One role in two places: what is commented out in the README stands in full in the document.</summary>
    [Fact]
    public void TeleportRole_OfTheReadme_IsThatOfTheDocumentWithItsOptionalPartsCommentedOut()
    {
        var full = Role(Read("docs/teleport.md").Split("### Optional parts of the role")[1]);
        var readme = Role(Read("README.md").Split("## Install in five minutes")[1]);

        Assert.Equal(full, readme.Select(line => CommentedOut.Replace(line, "")));
        Assert.Equal(
            ["access_monitoring_rule", "user", "user_group"],
            OptionalResource.Matches(string.Join('\n', readme)).Select(part => part.Groups["name"].Value)
        );

        // Its lines without those comments that only explain.
        static List<string> Role(string text) =>
            [
                .. text.Split("```yaml\n")[1]
                    .Split("```")[0]
                    .Split('\n')
                    .Select(line => line.Trim())
                    .Where(line => line.Length > 0 && !Explanation.IsMatch(line)),
            ];
    }

    /// <summary>The manifest has the scopes that recipients and rules need, so these are written before it.</summary>
    [Fact]
    public void Readme_StepsOfTheInstallation_ConfigureBeforeTheManifestIsPrinted()
    {
        var section = Read("README.md").Split("## Install in five minutes")[1].Split("\n## ")[0];
        var steps = InstallStep.Split(section).Skip(1).Chunk(2).ToList();

        Assert.Equal(
            [
                "Install the program",
                "Configure",
                "Create the Slack app",
                "Create the Teleport user",
                "Check",
                "Start",
            ],
            steps.Select(step => step[0])
        );
        Assert.All(["recipients", "public_addr", "app_token", "#who-can-decide"], key =>
            Assert.Contains(key, steps[1][1], StringComparison.Ordinal)
        );
        Assert.Equal(2, steps.FindIndex(step => step[1].Contains("slack manifest", StringComparison.Ordinal)));
        var (connect, paste) = (Place("teleport-slack connect"), Place("paste its token"));
        Assert.True(0 < connect && connect < paste, "the short way to the token stands first, and then the other");

        int Place(string words) => steps[2][1].IndexOf(words, StringComparison.Ordinal);
    }

    [Fact]
    public void ReverseProxy_Examples_LetThroughWhatSlackCalls()
    {
        var page = Read("docs/reverse-proxy.md");
        var nginx = new Regex(NginxPaths.Match(page).Groups["paths"].Value, Plain);
        var caddy = CaddyPaths.Match(page).Groups["paths"].Value.Split(' ');

        Assert.All(SlackPaths.Signed.Except([SlackPaths.Root]), path =>
        {
            Assert.Matches(nginx, path);
            Assert.Contains(path, caddy);
        });
        Assert.DoesNotMatch(nginx, SlackPaths.OAuthCallback);
    }

    /// <summary>What is wrong with a part of a configuration; what is merely not in it is not wrong.</summary>
    private static IEnumerable<Problem> Faults(string toml)
    {
        // With clicks, a listener is missing as well; with routes, missing recipients are told in other words.
        string[] parts =
        [
            $"secret = \"{Disk.Secret}\"",
            "[[routes]]\nroles = ['a']\nto = 'a'",
            "[[approvals.rules]]\nroles = ['a']\ndecide = 'deny'",
        ];
        var missing = parts
            .SelectMany(part => new ConfigReader(new Disk(part)).Read(Disk.Configuration).Problems)
            .Select(problem => problem.Message)
            .ToHashSet();
        return new ConfigReader(new Disk(toml))
            .Read(Disk.Configuration)
            .Problems.Where(problem => !missing.Contains(problem.Message));
    }

    private static IEnumerable<(string Name, string Text)> KeySections() =>
        SectionHeading
            .Split(Read("docs/configuration.md"))
            .Skip(1)
            .Chunk(2)
            .Select(part => (part[0], part[1].Split("\n## ")[0]));

    private static IEnumerable<(string Section, string Key, string Example)> KeyRows() =>
        from section in KeySections()
        from row in Rows(section.Text)
        where row.Length == 5 && Code.IsMatch(row[0])
        select (section.Name, FirstCode(row[0]), row[4].Trim('`'));

    /// <summary>Cells of every line of every table; no cell of ours holds an upright bar.</summary>
    private static IEnumerable<string[]> Rows(string markdown) =>
        markdown
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static string FirstCode(string cell) => Code.Match(cell).Value.Trim('`');

    /// <summary>
    /// Constant messages at WARN and above, and those whose level is known only when they are written, with … for what
    /// varies.
    /// </summary>
    private static IEnumerable<string> LoudMessages() =>
        from source in Sources()
        from Match message in LogMessage.Matches(source)
        where !Array.Exists(Quiet, level => message.Groups["level"].Value.Contains(level, StringComparison.Ordinal))
        select Placeholder.Replace(message.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal), Any);

    private static bool IsAbout(string row, string message) =>
        message.StartsWith(row.TrimEnd(Any[0]), StringComparison.Ordinal);

    private static IEnumerable<string> Sources() => SourceFolders
        .SelectMany(folder => Directory.EnumerateFiles(At(folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Wrapped.Replace(File.ReadAllText(file), ""));

    private static IEnumerable<string> CommentedSources() => CommentedFolders
        .SelectMany(folder => Directory.EnumerateFiles(At(folder), "*", SearchOption.AllDirectories))
        .Where(file => CommentedFiles.Contains(Path.GetExtension(file)))
        .Select(File.ReadAllText);

    /// <summary>Documents and sections that a source refers to; the number is empty for a whole document.</summary>
    private static IEnumerable<(string Document, string Number)> References(string source) =>
        from reference in Reference.Matches(LineBreak.Replace(source, " "))
        from number in Number.Matches(reference.Groups["numbers"].Value).Select(match => match.Value).DefaultIfEmpty("")
        select (reference.Groups["document"].Value, number);

    private static IEnumerable<string> MissingReferences(string source) =>
        from reference in References(source)
        where !Exists(reference.Document, reference.Number)
        select $"{reference.Document} {reference.Number}".TrimEnd();

    private static bool Exists(string document, string number) =>
        File.Exists(At(document)) && (number.Length == 0 || Numbers(Read(document)).Contains(number));

    private static IEnumerable<string> Numbers(string markdown) =>
        HeadingNumber.Matches(markdown).Select(heading => heading.Groups["number"].Value);

    /// <summary>As GitHub makes them of headings.</summary>
    private static ImmutableHashSet<string> Anchors(string markdown) =>
        [
            .. Heading
                .Matches(markdown)
                .Select(heading =>
                    NotOfAnchor.Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')
                ),
        ];

    private static string Read(string document) => File.ReadAllText(At(document));

    /// <summary>Decisions are numbered without a gap, dated, and in the index.</summary>
    [Fact]
    public void Decisions_EachPage_IsNumberedDatedAndListed()
    {
        var pages = Directory.GetFiles(At("docs/decisions"), "0*.md").Select(Path.GetFileName).Order().ToList();
        var index = Read("docs/decisions/README.md");
        var numbers = Enumerable.Range(1, pages.Count).Select(number => $"{number:0000}");

        Assert.Equal(numbers, pages.Select(page => page![..4]));
        Assert.All(pages, page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Matches(DatedPage, Read($"docs/decisions/{page}")));
    }

    [Fact]
    public void Copyright_OfTheRelease_NamesEveryLibraryInIt()
    {
        var product = XDocument
            .Load(At("Directory.Packages.props"))
            .Descendants("ItemGroup")
            .Single(group => (string?)group.Attribute("Label") == "Product");
        var libraries = Regex
            .Matches(Read("packaging/copyright"), @"libraries/(?<name>\S+)", Plain)
            .Select(match => match.Groups["name"].Value)
            .ToList();

        var missing = product.Elements("PackageVersion")
            .Select(package => (string)package.Attribute("Include")!)
            .Where(package => package != "Grpc.Tools") // runs at build only
            .Where(package =>
                !libraries.Exists(library =>
                    package == library || package.StartsWith(library + ".", StringComparison.Ordinal)
                )
            );

        Assert.Empty(missing);
    }

    private static string At(string path) => Repository.PathOf(path);

    /// <summary>A configuration, and every secret that it may name.</summary>
    private sealed class Disk(string toml) : IConfigSource
    {
        public const string Configuration = "/configuration";
        public const string Secret = "0123456789abcdef0123456789abcdef";

        public IReadOnlyList<string>? NamesIn(string directory) => null;

        public Stream OpenFile(string path) =>
            new MemoryStream(
                Encoding.UTF8.GetBytes(
                    path == Configuration ? toml
                    : path.Contains("app_token", StringComparison.Ordinal) ? "xapp-1"
                    : path.Contains("token", StringComparison.Ordinal) ? "xoxb-1"
                    : Secret
                )
            );

        public string? GetVariable(string name) => "/credentials";
    }
}
