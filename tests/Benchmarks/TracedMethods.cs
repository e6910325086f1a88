using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace AccessSlack.Benchmarks;

/// <summary>A type as the runtime told of it.</summary>
/// <param name="Module">Its id; see <see cref="TracedMethods.Modules"/>.</param>
/// <param name="Token">Of its definition in that module.</param>
/// <param name="Kind">How a signature writes it (ECMA-335 II.23.1.16).</param>
/// <param name="Rank">Of an array.</param>
/// <param name="Arguments">What a generic type is of, or the element of an array.</param>
internal sealed record TracedType(ulong Module, int Token, int Kind, int Rank, IReadOnlyList<ulong> Arguments);

/// <summary>A method that ran.</summary>
/// <param name="Module">Where it is defined.</param>
/// <param name="Token">Of its definition in that module.</param>
/// <param name="Owner">The id of its type; see <see cref="TracedMethods.Types"/>.</param>
/// <param name="Arguments">What a generic method is of.</param>
internal sealed record TracedMethod(ulong Module, int Token, ulong Owner, IReadOnlyList<ulong> Arguments);

/// <summary>Every method that the just-in-time compiler met in the traces of runs without any code compiled ahead.</summary>
internal sealed class TracedMethods
{
    private readonly Dictionary<ulong, (ulong Module, int Token)> _compiled = [];
    private readonly Dictionary<ulong, (ulong Owner, IReadOnlyList<ulong> Arguments)> _details = [];

    private TracedMethods(string trace)
    {
        using var source = new EventPipeEventSource(trace);
        source.Clr.LoaderModuleLoad += module => Modules[(ulong)module.ModuleID] = Path.GetFileNameWithoutExtension(module.ModuleILPath);
        source.Clr.TypeBulkType += Note;
        source.Clr.MethodMethodDetails += method => _details[(ulong)method.MethodID] = ((ulong)method.TypeID, [.. Enumerable.Range(0, method.TypeParameterCount).Select(place => (ulong)method.TypeParameters(place))]);
        source.Clr.MethodLoadVerbose += method =>
        {
            if (!method.IsDynamic) _compiled[(ulong)method.MethodID] = ((ulong)method.ModuleID, method.MethodToken);
        };
        source.Process();
    }

    /// <summary>
    /// What a process must have in its environment to write such a trace: code that was compiled ahead is left aside, and every type
    /// and method is told of.
    /// </summary>
    /// <param name="trace">The file.</param>
    public static Dictionary<string, string> Environment(string trace) => new()
    {
        ["DOTNET_ReadyToRun"] = "0",
        ["DOTNET_EnableEventPipe"] = "1",
        ["DOTNET_EventPipeOutputPath"] = trace,
        ["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x1E000080018:5",
        ["DOTNET_EventPipeOutputStreaming"] = "1",
    };

    /// <param name="trace">A file as <see cref="Environment"/> makes it.</param>
    public static TracedMethods Read(string trace) => new(trace);

    /// <summary>The simple names of assemblies by the ids of their modules.</summary>
    public Dictionary<ulong, string> Modules { get; } = [];

    public Dictionary<ulong, TracedType> Types { get; } = [];

    public IEnumerable<TracedMethod> All => _compiled.Where(method => _details.ContainsKey(method.Key)).Select(method => new TracedMethod(method.Value.Module, method.Value.Token, _details[method.Key].Owner, _details[method.Key].Arguments));

    private void Note(GCBulkTypeTraceData types)
    {
        for (var i = 0; i < types.Count; i++)
        {
            var type = types.Values(i);
            IReadOnlyList<ulong> arguments = [.. Enumerable.Range(0, type.TypeParameterCount).Select(type.TypeParameterID)];
            Types[type.TypeID] = new(type.ModuleID, (int)type.TypeNameID, type.CorElementType, ((int)type.Flags >> 8) & 0x3f, arguments);
        }
    }
}
